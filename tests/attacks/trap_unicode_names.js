// Tries: nothing bad: names with letters of other alphabets.
// Stopped by: nothing.
// Screened: success "日本語 3"
// Unscreened: success "日本語 3"
const 言語 = '日本語';
const größe = [...言語].length;
return `${言語} ${größe}`;
