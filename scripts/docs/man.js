/** man/ssoenv.1, from the manifest (commands) and docs/topics. */
import { manOf } from './commands.js'
import { escaped, sectionsOf } from './roff.js'

/** @param topics texts of docs/topics by name, in the order in which they are to stand */
export function manPage(manifest, pjson, topics) {
  const head = `.\\" Made by npm run docs from the commands and docs/topics.
.TH SSOENV 1 "" "ssoenv ${escaped(pjson.version)}"
.SH NAME
ssoenv \\- the right AWS account in each directory, logged in through IAM Identity Center
.SH SYNOPSIS
\\fBssoenv\\fR \\fICOMMAND\\fR [\\fIWORDS\\fR]
.br
\\fBssoenv\\fR \\fICOMMAND\\fR \\fB\\-\\-help\\fR
.br
\\fBssoenv help\\fR ${Object.keys(topics)
    .map((name) => `\\fB${escaped(name)}\\fR`)
    .join(' | ')}
.SH DESCRIPTION
.PP
A directory says in a file named \\fB.ssoenv\\fR which AWS profile belongs to it. Entering it sets \\fBAWS_PROFILE\\fR, logs
in through the SSO session of that profile where that is needed, and shows the profile in the prompt; leaving restores what
was there before. Profiles, sessions and tokens are those of the AWS CLI: \\fI\\(ti/.aws/config\\fR and
\\fI\\(ti/.aws/sso/cache\\fR.
.PP
\\fBssoenv setup\\fR loads the hook in each new shell, \\fBssoenv configure\\fR makes a profile, and \\fBssoenv link\\fR binds a
directory to it.
.SH COMMANDS
`
  const text = `${head}${manOf(manifest)}${Object.values(topics).map(sectionsOf).join('')}.SH SEE ALSO
.BR aws (1),
.BR direnv (1)
`
  // A heading and a blank line end a paragraph already: formatters warn of one more.
  return text.replace(/\n\n+/g, '\n').replace(/^(\.S[HS] .*\n)\.PP\n/gm, '$1')
}
