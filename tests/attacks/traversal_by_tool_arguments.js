// Tries: to reach files through the names that the server's own tools take.
// Stopped by: server: an argument is never a path.
// Screened: success "refused"
// Unscreened: success "refused"
const attempts = ['../../../etc/passwd', '/etc/passwd', 'file:///etc/passwd', '..\\..\\passwd'];
for (const attempt of attempts) {
  try {
    const answer = await memory.get_episode({ episode_id: attempt });
    return answer;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
  }
}
return 'refused';
