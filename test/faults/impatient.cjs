/** To be loaded before the program: for a process that has a lock it waits a hundredth of its time (src/flows/session/others.ts). */
const set = setTimeout
const WAITS = new Set([60_000, 5000])

/** @type {(act: () => void, milliseconds?: number) => NodeJS.Timeout} */
const sooner = (act, milliseconds = 0) =>
  set(act, WAITS.has(milliseconds) ? milliseconds / 100 : milliseconds)
Object.assign(globalThis, { setTimeout: sooner })
