/** docs/topics/exit-codes.md, from the program's own table. */

/** @param table EXIT_CODES of src/core/exit-codes.ts */
export function exitCodesPage(table) {
  const rows = table.map(({ code, meaning }) => `| \`${code}\` | ${meaning} |`)
  return `# Exit codes

Every command ends with one of these. They are made for scripts: none of them changes its meaning within a major version.

| code | meaning |
| --- | --- |
${rows.join('\n')}

\`exec\` returns the status of the command that it ran: 128 and the signal's number where a signal ended it, 126 where it could not be run, 127 where there is none of that name. What ssoenv itself refuses before that has a code of the table.
`
}
