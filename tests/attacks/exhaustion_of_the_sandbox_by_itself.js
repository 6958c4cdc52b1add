// Tries: to start another execution from within one, and so on without end.
// Stopped by: server, which does not give scripts the tool that starts them.
// Screened: success "none"
// Unscreened: success "none"
const again = memory.execute_agent_code ?? (() => Promise.reject(new Error('none')));
return await again({ code: 'return 1', context: { task: '' } }).catch((error) => error.message);
