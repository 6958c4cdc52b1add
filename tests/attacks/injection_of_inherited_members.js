// Tries: to change what the host's own code in the realm sees, so that it tells something else.
// Stopped by: realm, which took what it needs before any script ran.
// Screened: success {"kept":true}
// Unscreened: success {"kept":true}
JSON.stringify = () => '"forged"';
Array.prototype.map = () => ['forged'];
Object.defineProperty(Object.prototype, 'toJSON', { value: undefined, configurable: true });
Promise.prototype.then = function (done) { done('forged'); return this; };
String.prototype.slice = () => 'forged';
Reflect.apply = () => 'forged';
return { kept: true };
