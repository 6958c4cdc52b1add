// Tries: nothing bad: templates within templates, with braces in them.
// Stopped by: nothing.
// Screened: success "a {b {c}} d"
// Unscreened: success "a {b {c}} d"
return `a ${`{b ${`{${'c'}}`}}`} d`;
