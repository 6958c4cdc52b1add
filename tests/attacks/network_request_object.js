// Tries: the request object that browsers have.
// Stopped by: screen; without it: realm, which has no XMLHttpRequest.
// Screened: security_violation/network_access
// Unscreened: error/runtime
const request = new XMLHttpRequest();
request.open('GET', input.secret_url, false);
request.send();
return request.responseText;
