// Never ends, and not in a way that the screen would see.
let turns = 0;
while (input.a > 0) turns = (turns + 1) | 0;
return turns;
