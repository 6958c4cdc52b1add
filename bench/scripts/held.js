// Simple code that stays for a minute, so that its memory can be looked at.
const answer = input.a + 1;
await new Promise((resolve) => setTimeout(resolve, 60_000));
return answer;
