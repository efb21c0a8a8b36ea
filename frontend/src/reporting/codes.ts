/** The closed lists of a seizure's form, in the order an officer looks for them; `operations/reports/codes.py` owns them. */

export const DIRECTIONS = ['arrival', 'transit', 'departure'] as const
export const CONVEYANCES = ['air_passenger', 'crew', 'hold_baggage', 'cargo', 'mail', 'express'] as const
export const CONCEALMENTS = [
  'body_internal',
  'on_body',
  'hand_baggage',
  'hold_baggage',
  'rip_off',
  'parcel',
  'cargo',
  'aircraft_structure',
  'not_concealed',
  'other',
  'unknown',
] as const
export const BASES = ['risk_profile', 'warning', 'routine', 'random', 'investigation', 'unknown'] as const
export const TECHNIQUES = [
  'x_ray',
  'body_scan',
  'dog',
  'manual_search',
  'trace',
  'reagent_test',
  'document_check',
  'database_check',
  'observation',
  'other',
  'unknown',
] as const
export const PLACES = ['arrival_hall', 'transit_area', 'departure_hall', 'baggage_area', 'cargo_terminal', 'mail_centre', 'aircraft', 'other'] as const
export const VALUE_BASES = ['retail', 'wholesale', 'declared', 'assessed'] as const
export const AGENCIES = [
  'customs',
  'police',
  'gendarmerie',
  'immigration',
  'drug_agency',
  'airport_security',
  'postal_service',
  'carrier',
  'wildlife_authority',
  'health_authority',
  'other',
] as const
export const MET = ['potential_victim', 'identified_victim', 'smuggled_migrant'] as const
export const EXPLOITATIONS = ['sexual', 'labour', 'servitude', 'begging', 'criminal_acts', 'organ_removal', 'forced_marriage', 'other'] as const
export const REFERRED_TO = ['protection_service', 'child_protection', 'asylum_authority', 'health_service', 'consulate', 'organisation', 'declined'] as const
export const CONCERNS = ['wanted', 'missing', 'foreign_fighter', 'travel_ban', 'stolen_document', 'lost_document', 'stolen_vehicle', 'other'] as const
export const VERIFICATIONS = ['possible', 'confirmed', 'not_confirmed'] as const
export const HIT_ACTIONS = ['passed_on', 'observed', 'document_retained', 'entry_refused', 'handed_over', 'let_go'] as const
export const INCIDENT_TYPES = ['security_threat', 'violence', 'evasion', 'staff_involved', 'system_outage', 'disruption', 'health', 'other'] as const
export const SEVERITIES = ['minor', 'serious', 'critical'] as const
export const PERSON_ROLES = ['courier', 'accomplice', 'staff', 'consignor', 'consignee', 'victim', 'other', 'unknown'] as const
export const SEXES = ['female', 'male', 'other', 'unknown'] as const
export const AGE_BANDS = ['unknown', 'under_12', '12_17', '18_24', '25_34', '35_44', '45_54', '55_64', '65_over'] as const
export const OUTCOMES = ['arrested', 'detained', 'released', 'fined', 'referred'] as const

const BY_CONVEYANCE: Readonly<Record<string, readonly string[]>> = {
  crew: ['hand_baggage', 'on_body', 'aircraft_structure'],
  hold_baggage: ['hold_baggage', 'rip_off'],
  cargo: ['cargo', 'parcel', 'aircraft_structure'],
  mail: ['parcel', 'not_concealed'],
  express: ['parcel', 'not_concealed'],
}

/** The ways of hiding one meets most with a conveyance: the chips of the form. */
export function likelyConcealment(conveyance: string): readonly string[] {
  return BY_CONVEYANCE[conveyance] ?? ['body_internal', 'on_body', 'hand_baggage', 'hold_baggage']
}
