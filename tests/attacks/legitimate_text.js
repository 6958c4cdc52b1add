// Tries: to take a text apart.
// Stopped by: nothing.
// Screened: success {"the":2,"cat":1,"saw":1,"dog":1}
// Unscreened: success {"the":2,"cat":1,"saw":1,"dog":1}
const words = 'The cat saw the dog'.toLowerCase().match(/\w+/g);
const counts = {};
for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
return counts;
