// Counts for ever: the server ends it when its time is over.
console.log('counting…');
let i = 0;
while (true) i += 1;
