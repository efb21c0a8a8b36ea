/* Count every line of a ledger once, straight from the embedded database's file: what nobody can be much faster than.

   For each line and each cut of its measure a key is written (head, number of the cut, codes) and its value added in one
   table of open addresses, which keeps the keys themselves. Built by `tests/bench/recount.py`, which loads SQLite first. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

typedef struct sqlite3 sqlite3;
typedef struct sqlite3_stmt sqlite3_stmt;
int sqlite3_open_v2(const char *, sqlite3 **, int, const char *);
int sqlite3_close(sqlite3 *);
int sqlite3_prepare_v2(sqlite3 *, const char *, int, sqlite3_stmt **, const char **);
int sqlite3_step(sqlite3_stmt *);
int sqlite3_finalize(sqlite3_stmt *);
const unsigned char *sqlite3_column_text(sqlite3_stmt *, int);
int sqlite3_column_bytes(sqlite3_stmt *, int);
long long sqlite3_column_int64(sqlite3_stmt *, int);

enum { READ_ONLY = 1, A_ROW = 100, HEAD = 4, VALUE = 4, LONGEST = 512 };
static const char SEPARATOR = '\x1f', UNKNOWN[] = "not_known";

typedef struct {
  char *key;
  uint64_t hash;
  int64_t sum;
  int length;
} cell;

static cell *cells;
static uint64_t mask, used;

static uint64_t hashed(const char *text, int length) {
  uint64_t hash = 14695981039346656037ULL;
  for (; length >= 8; length -= 8, text += 8) {
    uint64_t word;
    memcpy(&word, text, 8);
    hash = (hash ^ word) * 0x9e3779b97f4a7c15ULL;
    hash ^= hash >> 29;
  }
  for (; length > 0; length--) hash = (hash ^ (unsigned char)*text++) * 1099511628211ULL;
  return hash ^ (hash >> 32);
}

static void grow(void) {
  uint64_t wider = mask * 2 + 1;
  cell *more = calloc(wider + 1, sizeof *more);
  for (uint64_t i = 0; i <= mask; i++) {
    if (!cells[i].key) continue;
    uint64_t at = cells[i].hash & wider;
    while (more[at].key) at = (at + 1) & wider;
    more[at] = cells[i];
  }
  free(cells);
  cells = more;
  mask = wider;
}

static void add(const char *key, int length, int64_t value) {
  uint64_t hash = hashed(key, length), at = hash & mask;
  while (cells[at].key && (cells[at].hash != hash || cells[at].length != length || memcmp(cells[at].key, key, length)))
    at = (at + 1) & mask;
  if (!cells[at].key) {
    char *kept = malloc(length + 1);
    memcpy(kept, key, length);
    kept[length] = 0;
    cells[at] = (cell){kept, hash, 0, length};
    used++;
  }
  cells[at].sum += value;
  if (used * 2 > mask) grow();
}

static int put(char *key, int length, sqlite3_stmt *line, int column) {
  const char *said = (const char *)sqlite3_column_text(line, column);
  int bytes = said ? sqlite3_column_bytes(line, column) : (int)sizeof UNKNOWN - 1;
  if (length + bytes + 1 >= LONGEST) abort();
  memcpy(key + length, said ? said : UNKNOWN, bytes);
  key[length + bytes] = SEPARATOR;
  return length + bytes + 1;
}

/* `cuts[m]` are the columns of each cut of the measure named `names[m]`: -1 ends a cut, -2 ends them all. */
long count(const char *path, const char *query, int measures, const char **names, const int **cuts) {
  sqlite3 *db;
  sqlite3_stmt *line;
  long lines = 0;
  mask = 65535;
  used = 0;
  cells = calloc(mask + 1, sizeof *cells);
  if (sqlite3_open_v2(path, &db, READ_ONLY, 0) || sqlite3_prepare_v2(db, query, -1, &line, 0)) return -1;
  for (; sqlite3_step(line) == A_ROW; lines++) {
    char key[LONGEST];
    int head = 0, measure = 0, number = 0;
    for (int column = 0; column < HEAD; column++) head = put(key, head, line, column);
    const char *name = (const char *)sqlite3_column_text(line, 0);
    while (measure < measures && strcmp(names[measure], name)) measure++;
    if (measure == measures) return -1;
    int64_t value = sqlite3_column_int64(line, VALUE);
    for (const int *cut = cuts[measure]; *cut != -2; cut++, number++) {
      int length = head;
      key[length++] = (char)('0' + number);
      key[length++] = SEPARATOR;
      for (; *cut != -1; cut++) length = put(key, length, line, *cut);
      add(key, length, value);
    }
  }
  sqlite3_finalize(line);
  sqlite3_close(db);
  return lines;
}

long room(void) { return (long)mask + 1; }

const char *key_at(long place) { return cells[place].key; }

long long sum_at(long place) { return cells[place].sum; }

void forget(void) {
  for (uint64_t i = 0; i <= mask; i++) free(cells[i].key);
  free(cells);
}
