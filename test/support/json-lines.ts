/** What each command is asked where it has `--json`. */

/** Run one after the other in one home; `--json` is added. A status other than 0 comes with an error document. */
export type Line = [words: string, status?: number, where?: 'team']

const PARK = 'keys park old-ci --to acme-dev --yes'
const CONFIGURE = 'configure new --session sandbox --account 111122223333 --role Developer'

export const JSON_LINES: Record<string, Line[]> = {
  accounts: [['accounts'], ['accounts --session nobody', 3]],
  allow: [['allow'], ['allow nowhere', 2], ['allow', 7, 'team']],
  configure: [[`${CONFIGURE} --dry-run`], [CONFIGURE], ['configure', 2]],
  console: [['console acme-dev --print'], ['console nobody', 3]],
  deny: [['deny'], ['deny']],
  doctor: [['doctor --offline'], ['doctor'], ['doctor --fix', 2], ['doctor --fix --yes']],
  'keys list': [['keys list'], ['keys list --offline'], [PARK], ['keys list']],
  'keys park': [[`${PARK} --dry-run`], [PARK], ['keys park nobody', 3]],
  'keys restore': [['keys restore old-ci', 3], [PARK], ['keys restore old-ci --yes']],
  link: [['link acme-prod'], ['link acme-dev --team'], ['link nobody', 3]],
  login: [['login'], ['login --session nobody', 3], ['login --session sandbox --all', 2]],
  logout: [['logout'], ['logout'], ['logout nobody', 3], ['login', 4]],
  migrate: [['migrate', 2], ['migrate --dry-run'], ['migrate --yes'], ['migrate --undo --yes']],
  'profiles add': [
    ['profiles add new --session sandbox --account 111122223333 --role Developer'],
    ['link acme-dev --team'],
    ['profiles add --here'],
    ['profiles add', 2],
    ['profiles add --here', 7, 'team'],
  ],
  'profiles list': [['profiles list'], ['profiles']],
  'profiles remove': [
    ['profiles remove legacy', 2],
    ['profiles remove legacy --dry-run'],
    ['profiles remove legacy --yes'],
    ['profiles remove legacy --yes', 3],
  ],
  'profiles sync': [
    ['profiles sync --session sandbox --dry-run'],
    ['profiles sync --session sandbox'],
    ['profiles list'],
    ['profiles sync --template {nothing}', 2],
  ],
  prompt: [['prompt']],
  roles: [['roles'], ['roles acme-dev'], ['roles nowhere', 2]],
  setup: [
    ['setup --shell bash', 2],
    ['setup --shell bash --direnv --dry-run'],
    ['setup --shell bash --direnv --yes'],
    ['setup --remove --yes'],
  ],
  status: [['status'], ['status --min-ttl 30m', 2]],
  unlink: [['unlink'], ['unlink']],
  whoami: [['whoami'], ['whoami acme-dev --offline'], ['whoami --explain'], ['whoami nobody', 3]],
}

/** Those that have no `--json`, and why. */
export const NO_JSON: Record<string, string> = {
  'credential-process': 'its only form is a contract in JSON',
  env: 'has --format json',
  exec: 'its output is that of the command that it runs',
  help: 'text for a person',
  hook: 'text for a shell',
  sandbox: 'its --json is one line, before the output of the command that it runs',
  settle: 'lines for the hooks',
  use: 'acts on the shell, through the hook',
}
