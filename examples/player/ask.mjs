// Questions that somebody who was not there would ask, and the steps that the memory answers with.

export const questions = [
  'why could pidfd_open not be linked?',
  'how do we keep reading while the client does not read?',
  'what is lost when the server is killed while writing?',
];
// Below it an answer is a guess, as the tool says of its relevance.
const min_relevance = 0.3;
// Nothing of it was ever recorded: the right answer is none.
const unknown = 'which zebras are in the zoo of Paris?';

export async function ask(memory) {
  const answers = [];
  for (const query of [...questions, unknown]) {
    const started = performance.now();
    const { steps } = await memory.ask('query_memory',
      { query, granularity: 'step', limit: 1, min_relevance });
    answers.push({ query, step: steps[0], ms: performance.now() - started });
  }
  return answers;
}
