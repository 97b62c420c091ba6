import { expect, test } from 'vitest';
import { randomFrom } from '../../src/simulation/explore/random.ts';
import { scenarios } from '../../src/simulation/explore/scenarios.ts';
import { openSimulation } from '../../src/simulation/simulation.ts';

test.each(scenarios)('$name: states are equal by their hash where they are equal by their text', (scenario) => {
  const random = randomFrom(12);
  const hashes = new Map<string, string>();
  const texts = new Map<string, string>();
  let repeated = 0;
  for (let run = 0; run < 20; run += 1) {
    const simulation = openSimulation(scenario);
    for (let choices = simulation.choices(); choices.length > 0; choices = simulation.choices()) {
      const choice = choices[Math.floor(random() * choices.length)];
      if (choice !== undefined) simulation.take(choice);
      if (simulation.taken.length > 150) break;
      const [hash, text] = [simulation.hash(), simulation.view.text()];
      if (hashes.has(text)) repeated += 1;
      expect(hashes.get(text) ?? hash).toBe(hash);
      expect(texts.get(hash) ?? text).toBe(text);
      hashes.set(text, hash);
      texts.set(hash, text);
    }
  }
  expect(repeated).toBeGreaterThan(0);
});
