/** `troupe completion`: scripts for shells, made of the commands themselves. Pure. */
import { Complaint } from './complain.ts';
import { exitCodes } from './exit-codes.ts';

export const completionShells = ['bash', 'zsh'] as const;

export interface Completable {
  readonly path: readonly string[];
  readonly options: readonly string[];
  readonly subcommands: readonly string[];
  /** Name of its first argument: `container`, `file`, `name`. */
  readonly takes: string | undefined;
}

/** @throws Complaint for another shell. */
export const completionScript = (shell: string, commands: readonly Completable[]): string => {
  if (shell === 'bash') return bash(commands);
  // zsh takes bash's functions by its own adapter
  if (shell === 'zsh')
    return `#compdef troupe\nautoload -U +X bashcompinit && bashcompinit\nautoload -U +X compinit && compinit\n${bash(commands)}`;
  throw new Complaint(
    [`troupe: there is no completion for ${shell}, only for ${completionShells.join(' and ')}`],
    exitCodes.usage,
  );
};

const bash = (commands: readonly Completable[]): string => {
  const top = commands.filter(({ path }) => path.length === 1).map(({ path }) => path[0]);
  const cases = commands.map(({ path, options, subcommands, takes }) => {
    const words = [...subcommands, ...options].join(' ');
    const dynamic = takes === 'container' ? '; names=1' : takes === 'file' ? '; files=1' : '';
    return `    '${path.join(' ')}') words='${words}'${dynamic} ;;`;
  });
  return `# troupe: completion for bash
_troupe() {
  local current=\${COMP_WORDS[COMP_CWORD]} words='' names='' files='' path='' word
  COMPREPLY=()
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case $word in
      --) return ;;
      -*) ;;
      *) case "$path $word" in
${commands.map(({ path }) => `        '${['', ...path].join(' ')}') path="$path $word" ;;`).join('\n')}
      esac ;;
    esac
  done
  case "\${path# }" in
    '') words='${top.join(' ')} --help --version' ;;
${cases.join('\n')}
  esac
  if [ -n "$names" ] && [ "\${current#-}" = "$current" ]; then words=$(troupe ps -a -o name 2>/dev/null); fi
  if [ -n "$files" ] && [ "\${current#-}" = "$current" ]; then COMPREPLY=($(compgen -f -- "$current")); return; fi
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -F _troupe troupe
`;
};
