// node:vm in a process that lives: no wall at all, which is what makes it the measure of V8's speed.
import vm from 'node:vm';
import {serve, source_of} from './jobs.mjs';

serve((code, input) => vm.runInNewContext(source_of(code), {text: input}));
