// Tries: to ask the server ten thousand things at once.
// Stopped by: the child, which waits for answers when 64 are missing.
// Screened: success 2000
// Unscreened: success 2000
const ask = () => memory.get_metrics({ metric_type: 'episodes' }).catch(() => null);
const asked = Array.from({ length: 2000 }, ask);
return (await Promise.all(asked)).length;
