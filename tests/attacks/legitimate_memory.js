// Tries: to ask the memory it is part of.
// Stopped by: nothing.
// Screened: success "number"
// Unscreened: success "number"
const { episodes } = await memory.get_metrics({ metric_type: 'episodes' });
return typeof episodes.total;
