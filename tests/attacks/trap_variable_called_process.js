// Tries: nothing bad: a process here is a step in a recipe.
// Stopped by: nothing.
// Screened: success "bake ends at 40"
// Unscreened: success "bake ends at 40"
const process = { name: 'bake', exit: 40, env: {} };
return process.name + ' ends at ' + process.exit;
