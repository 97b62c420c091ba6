/** `troupe sim play`: the player at a terminal, or fed by a pipe. */
import { createInterface } from 'node:readline/promises';
import { openPlayer } from '../../simulation/explore/player.ts';
import type { Scenario } from '../../simulation/scenario.ts';
import type { Parts } from '../../simulation/stage.ts';
import { simExitCodes } from '../exit-codes.ts';

export const playHere = async (scenario: Scenario, parts: Parts | undefined): Promise<number> => {
  const player = openPlayer(scenario, parts);
  const lines = createInterface({
    input: process.stdin,
    output: process.stdout,
    terminal: process.stdin.isTTY === true,
  });
  const write = (text: readonly string[]) => {
    for (const line of text) process.stdout.write(`${line}\n`);
  };
  write([scenario.name, '? for help', '', ...player.show()]);
  lines.setPrompt('> ');
  lines.prompt();
  try {
    for await (const line of lines) {
      write([...player.say(line)]);
      if (player.isOver()) break;
      write(['', ...player.show()]);
      lines.prompt();
    }
  } finally {
    lines.close();
  }
  return simExitCodes.fine;
};
