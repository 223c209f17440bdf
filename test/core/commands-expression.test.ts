import assert from 'node:assert/strict'
import { test } from 'node:test'
import { commandsExpression, parseSettings } from '../../src/core/settings/settings.js'
import { matches, SHELLS } from './shell-comparison.js'

const expression = commandsExpression(parseSettings(undefined, {}, 'config').settings.loginBefore)

const FOUND = [
  'aws s3 ls',
  'aws',
  '  aws s3 ls',
  '\taws',
  'terraform plan',
  'cd x && aws s3 ls',
  'cd x&&aws s3 ls',
  'true; aws s3 ls',
  'true;aws s3 ls',
  'cat x | aws s3 cp - s3://b/x',
  'cat x|aws s3 cp - s3://b/x',
  'aws s3 ls | grep aws',
  'sleep 1 & aws s3 ls',
  '(aws s3 ls)',
  '( aws s3 ls )',
  '{ aws s3 ls; }',
  'echo $(aws sts get-caller-identity)',
  'echo `aws sts get-caller-identity`',
  'x=$(aws sts get-caller-identity)',
  'if aws s3 ls; then echo; fi',
  'for x in 1 2; do aws s3 ls; done',
  'if true; then aws s3 ls; else true; fi',
  'if true; then :; else aws s3 ls; fi',
  'while ! aws s3 ls; do sleep 1; done',
  '! aws s3 ls',
  'time aws s3 ls',
  'time -p aws s3 ls',
  'sudo aws s3 ls',
  'sudo -E aws s3 ls',
  'sudo -u ada aws s3 ls',
  'env aws s3 ls',
  'env -u AWS_REGION aws s3 ls',
  'env AWS_PAGER= aws s3 ls',
  'command aws s3 ls',
  'exec aws s3 ls',
  'nohup aws s3 ls &',
  'watch aws s3 ls',
  'watch -n 5 aws s3 ls',
  'xargs aws s3 rm',
  'ls | xargs -n 1 aws s3 rm',
  'ls | xargs -I {} aws s3 rm {}',
  'sudo --login aws s3 ls',
  'xargs -I{} aws s3 rm {}',
  'caffeinate -i aws s3 sync . s3://b',
  'nice -n 5 aws s3 ls',
  'timeout -k 5 30 aws s3 ls',
  'timeout 30 aws s3 ls',
  'timeout 30s aws s3 ls',
  'AWS_PAGER= aws s3 ls',
  'AWS_REGION=eu-west-1 A=b aws s3 ls',
  'A=b sudo C=d aws s3 ls',
  '/usr/local/bin/aws s3 ls',
  './node_modules/.bin/cdk deploy',
  '~/bin/terraform plan',
  '../bin/sam deploy',
  '\\aws s3 ls',
  'aws;',
  'aws>x',
  'echo one\naws s3 ls',
  'begin; aws s3 ls; end',
  'true; and aws s3 ls',
  'not aws s3 ls',
]

const PASSED_OVER = [
  'echo aws',
  'echo aws s3 ls',
  'grep terraform README.md',
  'aws-vault exec dev',
  'awslocal s3 ls',
  'saws',
  './aws.txt',
  'cat ./aws.txt',
  'cat aws',
  'cd aws',
  'vim ~/.aws/config',
  'cd ~/aws/',
  'cd aws/infra',
  './aws/deploy.sh',
  'man aws',
  'which aws terraform',
  'git commit -m "use aws"',
  'AWS_PAGER=aws ls',
  'ls --aws',
  'terraform-docs .',
  'terraform1 plan',
  'type -a aws',
  'sudo cat aws',
  'sudo -u aws ls',
  'sudo -E cat aws',
  'apt install aws',
  'ls samples',
  'docker run aws',
  'echo --cdk',
  '',
  ' ',
]

for (const shell of SHELLS) {
  test(`${shell}: a command of login_before is found where a command stands`, () => {
    const found = matches(
      shell,
      'command',
      FOUND.map((line) => [line, expression]),
    )
    assert.deepEqual(
      FOUND.filter((_, index) => !found[index]),
      [],
    )
  })

  test(`${shell}: the same word as an argument or in a longer name is passed over`, () => {
    const found = matches(
      shell,
      'command',
      PASSED_OVER.map((line) => [line, expression]),
    )
    assert.deepEqual(
      PASSED_OVER.filter((_, index) => found[index]),
      [],
    )
  })

  test(`${shell}: a long line is read quickly, and in any case without complaint`, () => {
    const long = ['-u env ', '-n 1 ', '-I {} ', '--long ', 'A=b ', 'do ', '; ', '(', '/a'].map((part) => {
      return `sudo ${part.repeat(1000)} echo`
    })
    const found = matches(
      shell,
      'command',
      long.map((line) => [line, expression]),
    )
    assert.ok(found.every((each) => !each))
  })

  test(`${shell}: without commands nothing matches`, () => {
    const lines = ['', 'aws', 'ls', 'a^b', 'ab', 'a\nb', '\n']
    const none = commandsExpression([])
    assert.deepEqual(
      matches(
        shell,
        'command',
        lines.map((line) => [line, none]),
      ),
      lines.map(() => false),
    )
  })

  test(`${shell}: a command's name is literal`, () => {
    const own = commandsExpression(['my.tool', 'c++', 'x_1-y'])
    const lines = ['my.tool', 'myxtool', 'c++ a', 'cc a', 'x_1-y', 'x_1-yz']
    const expected = [true, false, true, false, true, false]
    assert.deepEqual(
      matches(
        shell,
        'command',
        lines.map((line) => [line, own]),
      ),
      expected,
    )
  })
}

test('the expression is one line and leaves out what is no name of a command', () => {
  assert.doesNotMatch(expression, /\n/)
  assert.equal(commandsExpression(['$(x)', 'a b', '../aws', '']), commandsExpression([]))
})
