// Tries: nothing bad: its require says what must hold.
// Stopped by: nothing.
// Screened: success "held"
// Unscreened: success "held"
function require(holds: boolean, otherwise: string): void {
  if (!holds) throw new Error(otherwise);
}
require(1 + 1 === 2, 'arithmetic is broken');
return 'held';
