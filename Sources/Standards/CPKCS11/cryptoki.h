// SPDX-License-Identifier: Apache-2.0
// The part of the interface of PKCS #11 (OASIS, "Cryptographic Token Interface Base Specification" 2.40 and 3.0) that is used, in the order and the sizes that it fixes.
#ifndef COMITY_CRYPTOKI_H
#define COMITY_CRYPTOKI_H

typedef unsigned long ck_number;

typedef struct { unsigned char major, minor; } ck_version;
typedef struct { ck_number mechanism; void *parameter; ck_number parameter_length; } ck_mechanism;
typedef struct { ck_number type; void *value; ck_number length; } ck_attribute;
typedef struct { void *create_mutex, *destroy_mutex, *lock_mutex, *unlock_mutex; ck_number flags; void *reserved; } ck_initialize_arguments;

typedef struct {
  unsigned char label[32], manufacturer[32], model[16], serial[16];
  ck_number flags, sessions_most, sessions, writing_most, writing, pin_longest, pin_shortest, public_total, public_free, private_total,
    private_free;
  ck_version hardware, firmware;
  unsigned char time[16];
} ck_token_info;

typedef struct { ck_number slot, state, flags, device_error; } ck_session_info;

// The first member is the version; the functions follow in the order of the specification.
typedef struct {
  ck_version version;
  ck_number (*initialize)(ck_initialize_arguments *);
  ck_number (*finalize)(void *reserved);
  void *get_info, *get_function_list;
  ck_number (*get_slot_list)(unsigned char only_with_token, ck_number *slots, ck_number *count);
  void *get_slot_info;
  ck_number (*get_token_info)(ck_number slot, ck_token_info *);
  void *get_mechanism_list, *get_mechanism_info, *init_token, *init_pin, *set_pin;
  ck_number (*open_session)(ck_number slot, ck_number flags, void *application, void *notify, ck_number *session);
  ck_number (*close_session)(ck_number session);
  ck_number (*close_all_sessions)(ck_number slot);
  ck_number (*get_session_info)(ck_number session, ck_session_info *);
  void *get_operation_state, *set_operation_state;
  ck_number (*login)(ck_number session, ck_number user, unsigned char *pin, ck_number length);
  void *logout;
  ck_number (*create_object)(ck_number session, ck_attribute *, ck_number count, ck_number *object);
  void *copy_object;
  ck_number (*destroy_object)(ck_number session, ck_number object);
  void *get_object_size;
  ck_number (*get_attribute_value)(ck_number session, ck_number object, ck_attribute *, ck_number count);
  void *set_attribute_value;
  ck_number (*find_objects_init)(ck_number session, ck_attribute *, ck_number count);
  ck_number (*find_objects)(ck_number session, ck_number *objects, ck_number most, ck_number *count);
  ck_number (*find_objects_final)(ck_number session);
  void *encrypt_init, *encrypt, *encrypt_update, *encrypt_final, *decrypt_init, *decrypt, *decrypt_update, *decrypt_final;
  void *digest_init, *digest, *digest_update, *digest_key, *digest_final;
  ck_number (*sign_init)(ck_number session, ck_mechanism *, ck_number key);
  ck_number (*sign)(ck_number session, unsigned char *bytes, ck_number length, unsigned char *signature, ck_number *signature_length);
  void *sign_update, *sign_final, *sign_recover_init, *sign_recover;
  void *verify_init, *verify, *verify_update, *verify_final, *verify_recover_init, *verify_recover;
  void *digest_encrypt_update, *decrypt_digest_update, *sign_encrypt_update, *decrypt_verify_update;
  ck_number (*generate_key)(ck_number session, ck_mechanism *, ck_attribute *, ck_number count, ck_number *key);
  ck_number (*generate_key_pair)(
    ck_number session, ck_mechanism *, ck_attribute *of_public, ck_number public_count, ck_attribute *of_private, ck_number private_count,
    ck_number *public_key, ck_number *private_key);
  ck_number (*wrap_key)(
    ck_number session, ck_mechanism *, ck_number wrapping, ck_number key, unsigned char *wrapped, ck_number *length);
  ck_number (*unwrap_key)(
    ck_number session, ck_mechanism *, ck_number unwrapping, unsigned char *wrapped, ck_number length, ck_attribute *, ck_number count,
    ck_number *key);
  void *derive_key, *seed_random, *generate_random, *get_function_status, *cancel_function, *wait_for_slot_event;
} ck_function_list;

#endif
