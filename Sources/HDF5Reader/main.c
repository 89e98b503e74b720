// Reads an HDF5 file from standard input and writes what a network needs of it to standard output.
//
// libhdf5 is a large library that damaged files can crash, loop or overrun. So it runs here, in a
// process that can do nothing but compute and answer: whatever a file does to it, the program that
// asked gets a record, or an exit status.

#define H5_USE_110_API
#include <hdf5/serial/hdf5.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "records.h"
#include "sandbox.h"

enum {
  BAD_FILE = 65,
  NO_SANDBOX = 71,
  OVER_LIMIT = 75,
};

static const hsize_t most_elements = 100000000;
static const unsigned most_objects = 100000;
static const unsigned most_depth = 32;
static const size_t most_text = 64 << 20;

// MARK: The image of the file

static unsigned char *image;
static size_t image_size;

static void *image_malloc(size_t size, H5FD_file_image_op_t op, void *data) {
  (void)op, (void)data;
  return size <= image_size ? image : NULL;
}
static void *image_memcpy(void *to, const void *from, size_t size, H5FD_file_image_op_t op, void *data) {
  (void)from, (void)size, (void)op, (void)data;
  return to;
}
static void *image_realloc(void *old, size_t size, H5FD_file_image_op_t op, void *data) {
  (void)op, (void)data;
  return size <= image_size ? old : NULL;
}
static herr_t image_free(void *old, H5FD_file_image_op_t op, void *data) {
  (void)old, (void)op, (void)data;
  return 0;
}
static void *udata_copy(void *data) { return data; }
static herr_t udata_free(void *data) {
  (void)data;
  return 0;
}

static hid_t open_image(void) {
  // One buffer for all: the library would copy the file twice.
  H5FD_file_image_callbacks_t callbacks = {image_malloc, image_memcpy, image_realloc, image_free,
                                           udata_copy,   udata_free,   &image};
  hid_t access = H5Pcreate(H5P_FILE_ACCESS);
  H5Pset_fapl_core(access, 1 << 16, 0);
  if (H5Pset_file_image_callbacks(access, &callbacks) < 0 ||
      H5Pset_file_image(access, image, image_size) < 0)
    refuse(BAD_FILE, "it cannot be opened");
  return H5Fopen("/-", H5F_ACC_RDONLY, access);
}

// MARK: What the library says

static herr_t keep_first(unsigned n, const H5E_error2_t *error, void *text) {
  if (n == 0 && error->desc) strncpy(text, error->desc, 199);
  return 0;
}

/// The innermost of the library's own words for what went wrong.
static _Noreturn void refuse_by_library(const char *path) {
  char text[200] = "";
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, keep_first, text);
  refuse(BAD_FILE, "%s: %s", path, text[0] ? text : "it cannot be read");
}

// MARK: Numbers

/// Whether a type is a float of 16, 32 or 64 bits as the standard has them, or a whole integer.
static int is_plain_number(hid_t type) {
  size_t size = H5Tget_size(type);
  if (H5Tget_class(type) == H5T_INTEGER)
    return (size == 1 || size == 2 || size == 4 || size == 8) && H5Tget_offset(type) == 0 &&
           H5Tget_precision(type) == 8 * size;
  if (H5Tget_class(type) != H5T_FLOAT) return 0;
  if (H5Tequal(type, H5T_IEEE_F32LE) > 0 || H5Tequal(type, H5T_IEEE_F64LE) > 0 ||
      H5Tequal(type, H5T_IEEE_F32BE) > 0 || H5Tequal(type, H5T_IEEE_F64BE) > 0)
    return 1;
  size_t sign, exponent, exponent_size, mantissa, mantissa_size;
  return size == 2 &&
         H5Tget_fields(type, &sign, &exponent, &exponent_size, &mantissa, &mantissa_size) >= 0 &&
         sign == 15 && exponent == 10 && exponent_size == 5 && mantissa == 0 && mantissa_size == 10 &&
         H5Tget_ebias(type) == 15;
}

static hsize_t count_of(int rank, const hsize_t *sizes, const char *path) {
  hsize_t count = 1;
  for (int k = 0; k < rank; k++) {
    if (sizes[k] != 0 && count > most_elements / sizes[k])
      refuse(OVER_LIMIT, "%s has more than %llu numbers", path, (unsigned long long)most_elements);
    count *= sizes[k];
  }
  return count;
}

static int sizes_of(hid_t space, hsize_t *sizes, const char *path) {
  int rank = H5Sget_simple_extent_ndims(space);
  if (rank < 0 || rank > 8) refuse(BAD_FILE, "%s has no shape that is read", path);
  if (H5Sget_simple_extent_dims(space, sizes, NULL) < 0) refuse_by_library(path);
  if (H5Sget_simple_extent_type(space) == H5S_NULL) refuse(BAD_FILE, "%s is empty", path);
  return rank;
}

static void put_shape(int rank, const hsize_t *sizes) {
  put_byte((unsigned char)rank);
  for (int k = 0; k < rank; k++) put_size(sizes[k]);
}

/// Two-byte opaque values: the upper halves of floats.
static void widen_brain_floats(const unsigned char *bytes, hsize_t count, double *numbers) {
  for (hsize_t i = 0; i < count; i++) {
    uint32_t bits = (uint32_t)(bytes[2 * i] | bytes[2 * i + 1] << 8) << 16;
    float number;
    memcpy(&number, &bits, sizeof number);
    numbers[i] = number;
  }
}

static void *room(hsize_t count, size_t size, const char *path) {
  void *memory = malloc(count > 0 ? count * size : 1);
  if (!memory) refuse(OVER_LIMIT, "%s needs more memory than there is", path);
  return memory;
}

// MARK: Texts

static void put_texts(hid_t type, hsize_t count, const char *bytes, const char *path) {
  int is_variable = H5Tis_variable_str(type) > 0;
  size_t size = H5Tget_size(type);
  size_t total = 0;
  put_count((uint32_t)count);
  for (hsize_t i = 0; i < count; i++) {
    const char *text = is_variable ? ((char *const *)bytes)[i] : bytes + i * size;
    size_t length = !text ? 0 : is_variable ? strlen(text) : strnlen(text, size);
    total += length;
    if (total > most_text) refuse(OVER_LIMIT, "%s has more than %zu bytes of text", path, most_text);
    put_text(text ? text : "", (uint32_t)length);
  }
}

/// The type in memory of texts in a file: the same, as characters of C.
static hid_t text_type(hid_t type) {
  hid_t memory = H5Tcopy(H5T_C_S1);
  if (H5Tis_variable_str(type) > 0) {
    H5Tset_size(memory, H5T_VARIABLE);
  } else {
    H5Tset_size(memory, H5Tget_size(type));
    H5Tset_strpad(memory, H5T_STR_NULLPAD);
  }
  H5Tset_cset(memory, H5Tget_cset(type));
  return memory;
}

/// One element of MATLAB's list of fields: its characters.
static void put_character_lists(hvl_t *lists, hsize_t count, const char *path) {
  put_count((uint32_t)count);
  for (hsize_t i = 0; i < count; i++) {
    if (lists[i].len > 1000) refuse(OVER_LIMIT, "%s has a name that is too long", path);
    put_text(lists[i].p, (uint32_t)lists[i].len);
  }
}

// MARK: Attributes

static void put_attribute(hid_t object, const char *path, const char *name) {
  if (H5Aexists(object, name) <= 0) return;
  hid_t attribute = H5Aopen(object, name, H5P_DEFAULT);
  if (attribute < 0) refuse_by_library(path);
  hid_t type = H5Aget_type(attribute), space = H5Aget_space(attribute);
  hsize_t sizes[8];
  int rank = sizes_of(space, sizes, path);
  hsize_t count = count_of(rank, sizes, path);
  if (H5Tget_class(type) == H5T_STRING) {
    if (count > most_objects) refuse(OVER_LIMIT, "%s has a list that is too long", path);
    hid_t memory = text_type(type);
    size_t size = H5Tget_size(memory);
    if (size > most_text / (count + 1)) refuse(OVER_LIMIT, "%s has a text that is too long", path);
    char *bytes = room(count, size, path);
    if (count > 0 && H5Aread(attribute, memory, bytes) < 0) refuse_by_library(path);
    begin_record('S', path);
    put_text(name, (uint32_t)strlen(name));
    put_texts(memory, count, bytes, path);
  } else if (H5Tget_class(type) == H5T_VLEN) {
    if (count > most_objects) refuse(OVER_LIMIT, "%s has a list that is too long", path);
    hid_t memory = H5Tvlen_create(H5T_C_S1);
    hvl_t *lists = room(count, sizeof(hvl_t), path);
    if (count > 0 && H5Aread(attribute, memory, lists) < 0) refuse_by_library(path);
    begin_record('S', path);
    put_text(name, (uint32_t)strlen(name));
    put_character_lists(lists, count, path);
  } else if (is_plain_number(type)) {
    if (count > most_objects) refuse(OVER_LIMIT, "%s has a list that is too long", path);
    double *numbers = room(count, sizeof(double), path);
    if (count > 0 && H5Aread(attribute, H5T_NATIVE_DOUBLE, numbers) < 0) refuse_by_library(path);
    begin_record('N', path);
    put_text(name, (uint32_t)strlen(name));
    put_shape(rank, sizes);
    put_bytes(numbers, count * sizeof(double));
    free(numbers);
  }
  H5Sclose(space);
  H5Tclose(type);
  H5Aclose(attribute);
}

/// A list that did not fit one attribute: NAME0, NAME1, and so on.
static void put_split_attribute(hid_t object, const char *path, const char *name) {
  put_attribute(object, path, name);
  for (unsigned k = 0; k < 1000; k++) {
    char part[64];
    snprintf(part, sizeof part, "%s%u", name, k);
    if (H5Aexists(object, part) <= 0) return;
    put_attribute(object, path, part);
  }
}

/// Those that networks have; by name, since damaged lists of attributes crash the library.
static void put_attributes(hid_t object, const char *path) {
  static const char *const names[] = {"keras_version", "backend",      "model_config",
                                      "name",          "dtype",        "MATLAB_class",
                                      "MATLAB_empty",  "MATLAB_fields", "MATLAB_int_decode"};
  for (size_t k = 0; k < sizeof names / sizeof names[0]; k++) put_attribute(object, path, names[k]);
  put_split_attribute(object, path, "layer_names");
  put_split_attribute(object, path, "weight_names");
}

// MARK: Data sets

static void put_references(hid_t set, hid_t file, int rank, const hsize_t *sizes, hsize_t count,
                           const char *path) {
  if (count > most_objects) refuse(OVER_LIMIT, "%s has too many references", path);
  hobj_ref_t *references = room(count, sizeof(hobj_ref_t), path);
  if (count > 0 && H5Dread(set, H5T_STD_REF_OBJ, H5S_ALL, H5S_ALL, H5P_DEFAULT, references) < 0)
    refuse_by_library(path);
  begin_record('R', path);
  put_shape(rank, sizes);
  for (hsize_t i = 0; i < count; i++) {
    char name[1024];
    ssize_t length = H5Rget_name(file, H5R_OBJECT, &references[i], name, sizeof name);
    put_text(name, length > 0 && (size_t)length < sizeof name ? (uint32_t)length : 0);
  }
  free(references);
}

/// Whether the numbers stand in the file as they are, in one piece; then where.
///
/// Whoever asked has the file too: such numbers need not go through this process.
static int is_stored_plainly(hid_t set, hid_t type, hsize_t count, haddr_t *place) {
  hsize_t bytes = count * H5Tget_size(type);
  *place = H5Dget_offset(set);
  return *place != HADDR_UNDEF && H5Dget_storage_size(set) == bytes && bytes <= image_size &&
         *place <= image_size - bytes;
}

static void put_place(hid_t type, int rank, const hsize_t *sizes, haddr_t place, const char *path) {
  begin_record('P', path);
  int is_float = H5Tget_class(type) == H5T_FLOAT;
  put_byte(is_float ? 'f' : H5Tget_sign(type) == H5T_SGN_NONE ? 'u' : 'i');
  put_byte((unsigned char)H5Tget_size(type));
  put_byte(H5Tget_order(type) == H5T_ORDER_BE);
  put_shape(rank, sizes);
  put_size(place);
}

static void put_data_set(hid_t set, const char *path) {
  hid_t properties = H5Dget_create_plist(set);
  if (properties < 0) refuse_by_library(path);
  if (H5Pget_layout(properties) == H5D_VIRTUAL || H5Pget_external_count(properties) > 0)
    refuse(BAD_FILE, "%s keeps its numbers in another file", path);
  hid_t type = H5Dget_type(set), space = H5Dget_space(set);
  hsize_t sizes[8];
  int rank = sizes_of(space, sizes, path);
  hsize_t count = count_of(rank, sizes, path);
  if (H5Pget_layout(properties) == H5D_CHUNKED && count > 0 && H5Dget_storage_size(set) == 0)
    refuse(BAD_FILE, "%s has never been written", path);
  H5T_class_t class = H5Tget_class(type);
  haddr_t place;
  if (class == H5T_STRING) {
    hid_t memory = text_type(type);
    size_t size = H5Tget_size(memory);
    if (count > most_objects || size > most_text / (count + 1))
      refuse(OVER_LIMIT, "%s has too much text", path);
    char *bytes = room(count, size, path);
    if (count > 0 && H5Dread(set, memory, H5S_ALL, H5S_ALL, H5P_DEFAULT, bytes) < 0)
      refuse_by_library(path);
    begin_record('T', path);
    put_texts(memory, count, bytes, path);
  } else if (class == H5T_REFERENCE && H5Tequal(type, H5T_STD_REF_OBJ) > 0) {
    put_references(set, set, rank, sizes, count, path);
  } else if (is_plain_number(type) && is_stored_plainly(set, type, count, &place)) {
    put_place(type, rank, sizes, place, path);
  } else if (is_plain_number(type) || (class == H5T_OPAQUE && H5Tget_size(type) == 2) ||
             (class == H5T_ENUM && H5Tget_size(type) == 1)) {
    double *numbers = room(count, sizeof(double), path);
    if (count > 0 && class == H5T_OPAQUE) {
      unsigned char *bytes = room(count, 2, path);
      if (H5Dread(set, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, bytes) < 0) refuse_by_library(path);
      widen_brain_floats(bytes, count, numbers);
      free(bytes);
    } else if (count > 0 && class == H5T_ENUM) {
      signed char *bytes = room(count, 1, path);
      if (H5Dread(set, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, bytes) < 0) refuse_by_library(path);
      for (hsize_t i = 0; i < count; i++) numbers[i] = bytes[i];
      free(bytes);
    } else if (count > 0 &&
               H5Dread(set, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, numbers) < 0) {
      refuse_by_library(path);
    }
    begin_record('D', path);
    put_shape(rank, sizes);
    put_bytes(numbers, count * sizeof(double));
    free(numbers);
  }
  H5Sclose(space);
  H5Tclose(type);
  H5Pclose(properties);
}

// MARK: The tree

static unsigned objects;
static int skipped_count;
static char **skipped;

struct place {
  const char *path;
  unsigned depth;
};

static void put_object(hid_t object, const char *path, unsigned depth);

static herr_t visit(hid_t group, const char *name, const H5L_info_t *link, void *data) {
  const struct place *place = data;
  // Other links can lead out of the file.
  if (link->type != H5L_TYPE_HARD) return 0;
  size_t folder = strlen(place->path), own = strlen(name);
  if (folder + own > 4096) refuse(OVER_LIMIT, "%s has a name that is too long", place->path);
  char *path = room(folder + own + 2, 1, place->path);
  memcpy(path, place->path, folder);
  path[folder] = '/';
  memcpy(path + folder + 1, name, own + 1);
  for (int k = 0; k < skipped_count; k++) {
    if (strcmp(path, skipped[k]) == 0) {
      free(path);
      return 0;
    }
  }
  hid_t object = H5Oopen(group, name, H5P_DEFAULT);
  if (object < 0) refuse_by_library(path);
  put_object(object, path, place->depth + 1);
  H5Oclose(object);
  free(path);
  return 0;
}

static void put_object(hid_t object, const char *path, unsigned depth) {
  // A group can contain itself.
  if (depth > most_depth) refuse(OVER_LIMIT, "%.100s is nested too deep", path);
  if (++objects > most_objects) refuse(OVER_LIMIT, "it has more than %u objects", most_objects);
  switch (H5Iget_type(object)) {
    case H5I_GROUP: {
      begin_record('G', path);
      put_attributes(object, path);
      struct place place = {path, depth};
      if (H5Literate(object, H5_INDEX_NAME, H5_ITER_NATIVE, NULL, visit, &place) < 0)
        refuse_by_library(path[0] ? path : "/");
      break;
    }
    case H5I_DATASET:
      put_attributes(object, path);
      put_data_set(object, path);
      break;
    default: break;
  }
}

int main(int argc, char **argv) {
  // What need not be read: optimisers keep two thirds of all numbers.
  skipped_count = argc - 1;
  skipped = argv + 1;
  struct stat status;
  if (fstat(0, &status) != 0 || status.st_size < 0) return NO_SANDBOX;
  image_size = (size_t)status.st_size;
  // The file, mapped; twice its numbers as doubles, and what the library itself needs.
  size_t memory = 9 * image_size + (256u << 20);
  unsigned seconds = 2 + (unsigned)(image_size >> 24);
  H5dont_atexit();
  if (H5open() < 0 || H5Eset_auto2(H5E_DEFAULT, NULL, NULL) < 0 || H5PLset_loading_state(0) < 0 ||
      limit_resources(memory, seconds) != 0)
    return NO_SANDBOX;
  // What is written to it stays here.
  if (image_size == 0) return BAD_FILE;
  image = mmap(NULL, image_size, PROT_READ | PROT_WRITE, MAP_PRIVATE, 0, 0);
  if (image == MAP_FAILED) return OVER_LIMIT;
  if (drop_rights() != 0) return NO_SANDBOX;

  hid_t file = open_image();
  if (file < 0) refuse_by_library("the file");
  hid_t root = H5Oopen(file, "/", H5P_DEFAULT);
  if (root < 0) refuse_by_library("/");
  put_object(root, "", 0);
  end_records();
  _exit(0);
}
