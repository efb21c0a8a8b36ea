/** What the pages about oneself ask of the server. */

import { api } from '../shell/api'
import type { Ended, NewPassword, SessionList, SessionView, SignInView } from '../wire'

export type { SignInView }

export const signInByLink = (token: string): Promise<SessionView> => api.post('/sign-in', { token })

export const signInByPassword = (name: string, password: string): Promise<SessionView> => api.post('/sign-in/password', { name, password })

export const readAccount = (): Promise<SignInView> => api.get('/account')

export const setPassword = (wanted: NewPassword, key: string): Promise<SignInView> => api.put('/account/password', wanted, key)

export const listSessions = async (): Promise<SessionList['items']> => (await api.get<SessionList>('/sessions')).items

export const endSession = (id: string): Promise<unknown> => api.delete(`/sessions/${encodeURIComponent(id)}`)

export const endOtherSessions = async (): Promise<number> => (await api.delete<Ended>('/sessions')).ended
