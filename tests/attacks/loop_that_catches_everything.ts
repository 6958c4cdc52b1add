// Tries: to survive its own interruption.
// Stopped by: the deadline, which no catch and no finally can take.
// Screened: timeout
// Unscreened: timeout
// Limit: 200 ms
let rounds: number = 0;
function go(): void {
  try {
    while (rounds >= 0) rounds += 1;
  } catch {
    go();
  } finally {
    go();
  }
}
go();
return rounds;
