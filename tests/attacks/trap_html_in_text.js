// Tries: nothing bad: markup in a text, with the signs that could be taken for comments.
// Stopped by: nothing.
// Screened: success 31
// Unscreened: success 31
const page = '<script>eval("1")</script><!-- x';
const decoded = page.replace('<!--', '');
return decoded.length + page.indexOf('<script>') + 3;
