/** Whom a deed is between, short: of an answer of a service, who hears it. */
export const whoIn = (from: string, to: string): string =>
  from === to || from === 'services' ? to : to === 'services' ? from : `${from} → ${to}`;
