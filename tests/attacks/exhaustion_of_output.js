// Tries: to fill the server with what it prints.
// Stopped by: the slot, of which each stream has 256 KiB.
// Screened: success "done"
// Unscreened: success "done"
for (let line = 0; line < 40; ++line) console.log(String(line).repeat(20000));
return 'done';
