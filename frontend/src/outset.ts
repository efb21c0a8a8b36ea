/** The lines that stand in the page itself: they give it its language, direction and colours before anything is fetched. */

import { keptTheme, lieWithin, paintIn, turnTo, wanted } from './shell/outset'
import { match } from './shell/routes'

turnTo(wanted())
paintIn(keptTheme())
const { page, code } = match(location.pathname)
const wall = page === 'board' && new URLSearchParams(location.search).has('wall')
lieWithin(code !== null && !wall)
