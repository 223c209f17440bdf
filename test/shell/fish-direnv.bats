# Beside direnv: the order of fish's event handlers.
# shellcheck disable=SC2016
load fish-only.bash
load helper

together() { # what .envrc exports is there when the hook looks, at the first prompt and at every other
  write_config
  write_token corp '+8 hours'
  bind acme acme-dev
  write_envrc acme 'export AWS_PROFILE=acme-prod'
  write_envrc plain 'export FROM_ENVRC=1'
  bind plain plain
  start_shell --in "$HOME/acme" "$@"
  expect_segment acme-prod
  expect_variable AWS_PROFILE acme-prod
  run_line 'cd ~'
  expect_no_variable AWS_PROFILE
  run_line 'cd ~/acme'
  expect_segment acme-prod
  run_line 'cd ~/plain'
  expect_segment plain
  expect_variable FROM_ENVRC 1
  expect_variable AWS_PROFILE plain
  run_line 'cd ~'
  expect_no_variable AWS_PROFILE
}
each_shell 'direnv loaded before has its turn first' together --direnv before
each_shell 'direnv loaded after has its turn first' together --direnv after
each_shell 'direnv without its arrow-key handler has its turn first, loaded before' together --direnv before --after 'set -g direnv_fish_mode disable_arrow'
each_shell 'direnv without its arrow-key handler has its turn first, loaded after' together --direnv after --after 'set -g direnv_fish_mode disable_arrow'

once() {
  write_config
  mkdir -p "$HOME/count"
  write_envrc count 'echo x >>~/runs'
  start_shell --direnv after
  run_line 'cd ~/count'
  run_line ''
  run_line ''
  run_line 'wc -l <~/runs'
  assert_output 1
}
each_shell 'an .envrc is still loaded once' once

loaded_by_hand() {
  write_config
  write_token corp '+8 hours'
  bind acme acme-dev
  write_envrc acme 'export AWS_PROFILE=acme-prod'
  start_shell
  run_line 'direnv hook fish | source'
  run_line 'cd ~/acme'
  expect_segment acme-prod
  expect_variable AWS_PROFILE acme-prod
  run_line 'direnv hook fish | source'
  run_line 'cd ~'
  expect_no_variable AWS_PROFILE
  run_line 'cd ~/acme'
  expect_segment acme-prod
}
each_shell 'direnv that is loaded later, at the prompt, has its turn first from then on' loaded_by_hand
