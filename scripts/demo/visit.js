#!/usr/bin/env node
/** Stands in for a browser in the tour: opens the address and follows where it leads. */
try {
  await (await fetch(process.argv[2])).text()
} catch {
  // Nobody there: a browser would show a page about that.
}
