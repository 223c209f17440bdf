/** What a signal does to this process. */

/**
 * Gives a signal back its usual effect, also one that Node ignores. What is ignored stays so in a program that takes our place.
 */
export function giveBack(name: NodeJS.Signals): void {
  process.on(name, () => undefined)
  process.removeAllListeners(name)
}
