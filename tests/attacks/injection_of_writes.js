// Tries: to change and to delete memory with the right to read it only.
// Stopped by: server, which decides for each call.
// Screened: success ["denied","denied","denied"]
// Unscreened: success ["denied","denied","denied"]
const codes = [];
const nobody = '01999999-9999-7999-8999-999999999999';
for (const attempt of [
  () => memory.create_episode({ task_description: 'planted', domain: 'd', task_type: 'other' }),
  () => memory.add_episode_step({ episode_id: nobody, step_number: 1, tool: 't', action: 'a' }),
  () => memory.delete_episode({ episode_id: nobody, confirm: true }),
]) {
  await attempt().catch((error) => codes.push(error.code));
}
return codes;
