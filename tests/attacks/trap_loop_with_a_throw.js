// Tries: nothing bad: the loop ends by throwing, and that is caught.
// Stopped by: nothing.
// Screened: success "found 7"
// Unscreened: success "found 7"
try {
  let number = 0;
  while (true) {
    number += 1;
    if (number === 7) throw new Error('found ' + number);
  }
} catch (error) {
  return error.message;
}
