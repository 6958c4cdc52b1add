return input.a + 1;
