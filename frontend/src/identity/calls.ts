/** What the pages about oneself ask of the server. */

import { api } from '../shell/api'
import type { Ended, NewPassword, RecoveryCodes, SecondStepBegun, SessionList, SessionView, SignInView } from '../wire'

export type { SecondStepBegun, SignInView }

export const signInByLink = (token: string, code: string | null): Promise<SessionView> => api.post('/sign-in', { token, code })

export const signInByPassword = (name: string, password: string, code: string | null): Promise<SessionView> =>
  api.post('/sign-in/password', { name, password, code })

export const readAccount = (): Promise<SignInView> => api.get('/account')

export const setPassword = (wanted: NewPassword, key: string): Promise<SignInView> => api.put('/account/password', wanted, key)

export const beginSecondStep = (current: string | null, key: string): Promise<SecondStepBegun> => api.post('/account/second-step', { current }, key)

export const confirmSecondStep = (code: string, key: string): Promise<RecoveryCodes> => api.put('/account/second-step', { code }, key)

export const makeRecoveryCodes = (code: string, key: string): Promise<RecoveryCodes> => api.post('/account/recovery-codes', { code }, key)

export const removeSecondStep = (code: string, key: string): Promise<SignInView> => api.delete('/account/second-step', { code }, key)

export const listSessions = async (): Promise<SessionList['items']> => (await api.get<SessionList>('/sessions')).items

export const endSession = (id: string): Promise<unknown> => api.delete(`/sessions/${encodeURIComponent(id)}`)

export const endOtherSessions = async (): Promise<number> => (await api.delete<Ended>('/sessions')).ended
