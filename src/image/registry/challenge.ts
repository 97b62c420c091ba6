/** What a registry wants to see: `WWW-Authenticate`. Source: RFC 9110, 11.6.1; distribution's token authentication. */

export interface Challenge {
  /** Lower case: `bearer`, `basic`. */
  readonly scheme: string;
  /** By name in lower case: realm, service, scope, error. */
  readonly parameters: Readonly<Record<string, string>>;
}

const token = String.raw`[!#$%&'*+.^_\`|~0-9A-Za-z-]+`;
const quoted = String.raw`"(?:[^"\\]|\\.)*"`;
const part = new RegExp(String.raw`\s*(?:,\s*)*(${token})(?:\s*=\s*(${quoted}|${token}))?`, 'y');

/** The challenges in order; several may be in one line. What cannot be understood ends the line. */
export const challengesOf = (header: string | readonly string[] | undefined): readonly Challenge[] => {
  const lines = header === undefined ? [] : [header].flat();
  return lines.flatMap(challengesIn);
};

const challengesIn = (line: string): Challenge[] => {
  const challenges: { scheme: string; parameters: Record<string, string> }[] = [];
  part.lastIndex = 0;
  for (let match = part.exec(line); match !== null; match = part.exec(line)) {
    const [, name = '', value] = match;
    if (value === undefined) challenges.push({ scheme: name.toLowerCase(), parameters: {} });
    else {
      const last = challenges.at(-1);
      if (last === undefined) break;
      last.parameters[name.toLowerCase()] = value.startsWith('"') ? value.slice(1, -1).replace(/\\(.)/g, '$1') : value;
    }
  }
  return challenges;
};
