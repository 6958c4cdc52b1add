// Tries: to read what another client remembers.
// Stopped by: server, which gives a script the namespace of its caller and no other.
// Screened: success "denied"
// Unscreened: success "denied"
try {
  return await memory.bulk_episodes({
    episode_ids: ['01999999-9999-7999-8999-999999999999'],
    namespace: 'somebody-else',
  });
} catch (error) {
  return error.code;
}
