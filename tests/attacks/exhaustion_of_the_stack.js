// Tries: to use up the native stack.
// Stopped by: the engine's own bound, and the guard page behind it.
// Screened: error/runtime or error/resource
// Unscreened: error/runtime or error/resource
function deeper(level) {
  return deeper(level + 1) + 1;
}
return deeper(0);
