/** What happened in one play, as short lines: choices by their ids, `did SERVICE …` for effects, `answered CLIENT.VERB …`. */
import type { Draft, Reply } from '../../machines/messages.ts';
import type { Parts } from '../stage.ts';
import type { AnyAct } from '../world/act.ts';
import { actOf } from '../world/acts.ts';

/** Parts that write down every effect when it happens: the service, whose it is, and its signal. */
export const traced = (parts: Parts, trace: string[]): Parts => {
  const actFor = parts.actOf ?? actOf;
  return {
    ...parts,
    actOf: (service) => {
      const act = actFor(service);
      const told: AnyAct = {
        ...act,
        land: (world, input) => {
          const line = `${service} ${wordsOf(input as unknown as Input)}`.trimEnd();
          try {
            const output = act.land(world, input);
            trace.push(`did ${line}`);
            return output;
          } catch (error) {
            trace.push(`refused ${line}`);
            throw error;
          }
        },
      };
      return told;
    },
  };
};

type Input = Readonly<Record<string, unknown>>;
const shown = ['taskId', 'containerId', 'ownerId', 'sandboxId', 'pullId', 'reference', 'execId', 'signal'];
const wordsOf = (input: Input): string => {
  const words = shown.flatMap((key) => (typeof input[key] === 'string' ? [input[key]] : []));
  return [...new Set(words)].join(' ');
};

/** Of an id or a line: what a pattern's words are looked for in. `pod:a#1/ctr:a-c0#2` has `a` and `a-c0`. */
const tokensOf = (text: string): readonly string[] => text.split(/[ /:#.]/);

/** Whether all words of a pattern are in it, the first one first. `a/c0` means `a-c0`. */
export const fits = (pattern: string, text: string): boolean => {
  const [verb, ...words] = tokensOf(pattern.replaceAll(/([\w-]+)\/([\w-]+)/g, '$1-$2'));
  const tokens = tokensOf(text);
  return tokens[0] === verb && words.every((word) => word === '' || tokens.includes(word));
};

/** `kubelet.stop`: what a request is called in a row. */
export const nameOfRequest = ({ client, command }: { readonly client: string; readonly command: Draft }): string =>
  `${client}.${verbOf(command)}`;

const verbs: Readonly<Record<string, string>> = {
  'container.openExec': 'open',
  'container.reopenLog': 'reopen',
  'sandbox.forwardPorts': 'forward',
  'image.remove': 'rmi',
};
const verbOf = ({ type }: Draft): string => verbs[type] ?? type.slice(type.indexOf('.') + 1);

/** The words of a command that a row calls by one; absent: of any. */
export const typeOf = (verb: string | undefined): string =>
  Object.keys(verbs).find((type) => verbs[type] === verb) ?? verb ?? '';

/** `ok`, or the code of the failure. */
export const wordOf = (reply: Reply): string => (reply.ok ? 'ok' : reply.failure.code);
