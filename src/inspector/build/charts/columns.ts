/**
 * Where the outermost states of the large charts stand: columns from left to right, each from top to bottom. What leads on in a
 * usual life goes to the right; undoing stands below. A state that is not named here stands in a column of its own, the last.
 */
export const columnsOf: Readonly<Record<string, readonly (readonly string[])[]>> = {
  sandbox: [
    ['entering', 'preparing', 'unknown'],
    ['ready', 'lost', 'rollingBack'],
    ['stopping'],
    ['halfStopped', 'notready', 'removing', 'removed'],
  ],
  container: [
    ['entering', 'creating', 'rollingBack'],
    ['restorable', 'restoring', 'stray'],
    ['alive', 'unknown'],
    ['settling', 'exited', 'failed'],
    ['removing', 'removed'],
  ],
};

/**
 * The same for the outermost states drawn by themselves: the first row is the usual life, all below it lies aside.
 */
export const lifeOf: Readonly<Record<string, readonly (readonly string[])[]>> = {
  sandbox: [
    ['entering', 'unknown'],
    ['preparing', 'rollingBack'],
    ['ready', 'lost'],
    ['stopping', 'halfStopped'],
    ['notready'],
    ['removing'],
    ['removed'],
  ],
  container: [
    ['entering', 'unknown'],
    ['creating', 'rollingBack', 'stray'],
    ['alive', 'restoring', 'restorable'],
    ['settling', 'failed'],
    ['exited'],
    ['removing'],
    ['removed'],
  ],
};
