// Runs one observer in node and in the realm over the same inputs and lists where they differ.

import { value_of } from './realm_engine.mjs';

// `observe` is the text of a function from an input to something JSON can hold; what it throws
// becomes its name.
export async function differences(observe, inputs) {
  const program = `const observe = ${observe};
    const see = (one) => {
      try {
        return observe(one);
      } catch (error) {
        return 'threw ' + error.name;
      }
    };`;
  const in_node = JSON.parse(
    JSON.stringify(new Function('input', `${program} return input.map(see);`)(inputs)),
  );
  const in_realm = await value_of(`${program} return input.map(see);`, { input: inputs });
  const found = [];
  inputs.forEach((input, i) => {
    if (JSON.stringify(in_node[i]) !== JSON.stringify(in_realm[i])) {
      found.push({ input, node: in_node[i], realm: in_realm[i] });
    }
  });
  return found;
}

// What is left after the accepted differences: each is {reason, covers(difference)}.
export function unexplained(found, accepted = []) {
  return found.filter((difference) => !accepted.some(({ covers }) => covers(difference)));
}
