// Tries: nothing bad: an error that it throws and catches speaks of memory.
// Stopped by: nothing.
// Screened: success "out of memory"
// Unscreened: success "out of memory"
try {
  throw new Error('out of memory');
} catch (error) {
  return error.message;
}
