interface Input {
  a: number;
}
const plus_one = (value: Input): number => value.a + 1;
return plus_one(input as Input);
