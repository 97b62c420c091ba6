/** Text out of records: whatever is in it is shown as text, control characters as signs, and long ones cut. */

const longest = 400;

/** Controls and what turns the direction of writing become visible signs. */
export const shown = (text: string): string =>
  text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (sign) => {
    const code = sign.codePointAt(0) ?? 0;
    return code < 32 ? String.fromCodePoint(0x2400 + code) : code === 127 ? '␡' : '�';
  });

export const shortened = (text: string, most = longest): string =>
  text.length <= most ? text : `${text.slice(0, most - 1)}…`;

/** One line; all of it in its title, up to a point. */
export const Text = ({ text, most = longest }: { readonly text: string; readonly most?: number }) => {
  const whole = shown(shortened(text, 4096));
  return (
    <span class="cut" title={whole}>
      {shortened(whole, most)}
    </span>
  );
};
