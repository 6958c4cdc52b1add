// Tries: to speak to the server's file broker, which was not granted, under every name it may have.
// Stopped by: realm: without the grant the name does not exist.
// Screened: error/runtime or security_violation/file_system_access
// Unscreened: error/runtime
const broker = globalThis['f' + 's'];
return await broker.readFile(input.secret_file);
