// Tries: nothing bad: what goes wrong in it is caught.
// Stopped by: nothing.
// Screened: success "TypeError"
// Unscreened: success "TypeError"
try {
  null.member;
} catch (error) {
  return error.name;
}
