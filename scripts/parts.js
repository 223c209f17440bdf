/**
 * The parts of the test run, and what each needs of the machine beside Node and npm's packages.
 *
 * SSOENV_SKIP="fish interop" leaves parts out; the run says so at its end.
 */

/** Every part, in the order in which it runs. */
export const PARTS = [
  'types',
  'lint',
  'units',
  'faults',
  'package',
  'docs',
  'bash',
  'zsh',
  'fish',
  'direnv',
  'interop',
  'storm',
  'demo',
]

/** Programs by the parts that need them: how to see that one is there, and Debian's package that brings it. */
export const PROGRAMS = [
  { name: 'shellcheck', needs: ['lint'], debian: 'shellcheck', check: ['shellcheck', '--version'] },
  { name: 'shfmt', needs: ['lint'], debian: 'shfmt', check: ['shfmt', '--version'] },
  {
    name: 'python3',
    needs: [
      'units',
      'faults',
      'package',
      'docs',
      'bash',
      'zsh',
      'fish',
      'direnv',
      'interop',
      'storm',
      'demo',
    ],
    debian: 'python3',
    check: ['/usr/bin/python3', '--version'],
  },
  {
    name: 'botocore for python3',
    needs: ['units', 'package', 'interop'],
    debian: 'python3-botocore',
    check: ['/usr/bin/python3', '-c', 'import botocore'],
  },
  { name: 'man', needs: ['docs'], debian: 'man-db', check: ['man', '--version'] },
  { name: 'mandoc', needs: ['docs'], debian: 'mandoc', check: ['sh', '-c', 'echo .TH A 1 | mandoc'] },
  { name: 'patch', needs: ['units'], debian: 'patch', check: ['patch', '--version'] },
  { name: 'openssl', needs: ['units', 'interop', 'storm'], debian: 'openssl', check: ['openssl', 'version'] },
  { name: 'tinyproxy', needs: ['units'], debian: 'tinyproxy-bin', check: ['tinyproxy', '-v'] },
  {
    name: 'bash',
    needs: ['lint', 'units', 'package', 'docs', 'bash', 'direnv', 'storm', 'demo'],
    debian: 'bash',
    check: ['bash', '--version'],
  },
  {
    name: 'zsh',
    needs: ['lint', 'units', 'package', 'zsh', 'storm', 'demo'],
    debian: 'zsh',
    check: ['zsh', '--version'],
  },
  {
    name: 'fish',
    needs: ['lint', 'units', 'package', 'fish', 'storm', 'demo'],
    debian: 'fish',
    check: ['fish', '--version'],
  },
  { name: 'direnv', needs: ['docs', 'direnv', 'demo'], debian: 'direnv', check: ['direnv', 'version'] },
  {
    name: 'strace',
    needs: ['units', 'faults', 'package', 'bash', 'zsh', 'fish'],
    debian: 'strace',
    check: ['strace', '--version'],
  },
  { name: 'tmux', needs: ['bash', 'zsh', 'fish', 'storm', 'demo'], debian: 'tmux', check: ['tmux', '-V'] },
  { name: 'zoxide', needs: ['bash', 'zsh', 'fish'], debian: 'zoxide', check: ['zoxide', '--version'] },
  {
    name: 'the sources of locales',
    needs: ['bash', 'zsh', 'fish'],
    debian: 'locales',
    check: ['test', '-e', '/usr/share/i18n/charmaps/ISO-8859-1.gz'],
  },
  {
    name: 'faketime',
    needs: ['faults', 'bash', 'zsh', 'fish', 'direnv'],
    debian: 'faketime',
    check: ['faketime', '--version'],
  },
  {
    name: 'AWS CLI',
    needs: ['units', 'interop', 'storm', 'demo'],
    debian: 'awscli',
    check: ['/usr/bin/aws', '--version'],
  },
]

/** The parts that SSOENV_SKIP names. @throws Error for a word that is no part */
export function skippedParts(env) {
  const words = (env.SSOENV_SKIP ?? '').split(/[\s,]+/).filter(Boolean)
  const unknown = words.filter((word) => !PARTS.includes(word))
  if (unknown.length > 0)
    throw new Error(`SSOENV_SKIP names ${unknown.join(', ')}; parts are: ${PARTS.join(', ')}`)
  return words
}
