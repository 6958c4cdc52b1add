// Tries: nothing bad: exec is how a regular expression is matched.
// Stopped by: nothing.
// Screened: success "42"
// Unscreened: success "42"
return /answer=(\d+)/.exec('question=?;answer=42')[1];
