// Tries: to find a process object by way of a function made from text in the outermost realm.
// Stopped by: realm: what is made from text sees the same few globals.
// Screened: error/runtime or security_violation/*
// Unscreened: error/runtime
const make = (async () => {}).constructor;
return await make('return process.mainModule.require("child_process").execSync("id")')();
